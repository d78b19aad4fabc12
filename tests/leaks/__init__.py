"""Nothing shows to those who may not see it: twin worlds, canaries, and defects they must see."""
