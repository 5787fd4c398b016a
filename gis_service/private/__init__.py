"""The citizen adviser's own log: entered by nobody else."""
