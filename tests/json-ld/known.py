"""Where PyLD or jsonld.js is known to differ from the specification, with its clause."""


def reason(case, ours, others, differing):
    """Returns why the named others differ from us in a case; None if no reason is known."""
    return None
