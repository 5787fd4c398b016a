select audit.draw_sample(%(month)s) as id
