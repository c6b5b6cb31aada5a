"""Cloud or Rig: calculators that answer where to run generative AI. Standard library only; runs in the browser as it is."""
