"""The way into nbgrader: its course folder, its gradebook, its notebooks."""
