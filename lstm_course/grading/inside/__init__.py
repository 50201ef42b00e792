"""What runs inside the sandbox: this folder is copied into it, whole."""
