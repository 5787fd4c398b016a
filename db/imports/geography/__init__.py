"""Where rows are: reference systems, positions, and the areas and outlines that imports bring."""
