"""What is measured: the runtime and the generator against their bounds, the engines against published measurements."""
