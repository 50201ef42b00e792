"""Recurrent networks in PyTorch, the cell of 1997, and the way between PyTorch's layouts and others."""
