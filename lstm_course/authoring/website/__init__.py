"""The course as a website, made from the notebooks with their stored outputs."""
