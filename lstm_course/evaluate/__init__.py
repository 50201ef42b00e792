"""Judge a model: baselines first."""
