"""The pages a planner opens: the map, the imports and what stands behind them."""
