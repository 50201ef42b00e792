"""The trusted side of the sandbox: it starts processes, asks them, and believes nothing."""
