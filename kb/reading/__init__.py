"""What readers may see of the articles, and in which order and words."""
