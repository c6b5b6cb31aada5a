"""Every environment variable that the repository's commands and scripts read, and what it says. A test compares it with the code."""

VARIABLES = {
    "SITE_URL": "the build: the address at which the site is published, with a slash at its end; empty: anywhere",
    "REPO_URL": "the build: the address of the repository, to whose issue forms “wrong?” leads; empty: to a page of the site",
    "SOURCE_DATE_EPOCH": "everything: today, in seconds since 1970; unset: the date of the commit",
    "BROWSER": "make test: none leaves out the tests in a browser, and says so",
    "ARGS": "make test, bench, requirements: what is handed on, such as -k name",
    "PYTHON3": "make: the system’s Python that runs the set-up",
    "HYPOTHESIS_PROFILE": "the tests: long takes 10,000 samples a property, few takes 20; unset: 500",
    "MUTANT_UNDER_TEST": "bench of mutants: the mutant under test, as mutmut sets it; stats: tests are only counted",
    "CHROME_PATH": "the tests: a Chromium to use",
    "PLAYWRIGHT_BROWSERS_PATH": "the tests: where Playwright keeps its browsers",
    "CI": "the set-up: set on a machine of continuous integration, where it may install programs by sudo",
    "XDG_CACHE_HOME": "the tests: where programs keep what they download; unset: .cache in HOME",
    "HOME": "the tests: where that is",
    "PYENV_ROOT": "the set-up: where pyenv keeps its Pythons",
    "NO_COLOR": "the calculators in a terminal: set to anything, no bold and no colour",
    "TERM": "the calculators in a terminal: dumb does the same",
    "BASE": "decision_diff.sh: the commit or branch that the pull request is for",
    "COMMENT": "decision_comment.sh: the file to post",
    "HEAD_SHA": "decision_comment.sh: the commit whose pull request it is posted on",
    "REPOSITORY": "decision_comment.sh: owner/name",
    "GITHUB_STEP_SUMMARY": "decision_diff.sh: a file to which the comment is added, which GitHub shows on the run’s page",
    "REFRESH_FEEDS": "refresh_pull_request.sh: the feeds to read; unset: all",
    "REFRESH_FROM": "refresh_pull_request.sh: a file or address to read instead of a feed’s own",
}
"""Name → who reads it, and what it says."""
