"""The people who work here, and how they prove who they are; secrets are kept as hashes only."""
