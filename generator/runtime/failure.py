"""What went wrong while the runtime was built."""


class RuntimeBuildError(RuntimeError):
    """The runtime cannot be built; the message says why and what to do."""
