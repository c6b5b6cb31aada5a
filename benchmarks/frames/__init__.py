"""What a reader sees while they draw a slider: how many frames show the answer to the slider as it stands in them.

Measured on the built pages in Chromium: before each frame the first slider of the form is moved a step and says so, as a hand does
that moves on without a rest. A frame shows its own answer where the page has put it in place before the next frame begins. Beside it:
milliseconds from a move to its answer on the page, and the longest that the page did not come to draw a frame.
"""
