"""Grade submitted notebooks: the learner's code runs in a sandbox, the verdict is made outside of it."""
