"""What Lighthouse says of the pages with a calculator, beside the same pages with the calculator taken out.

Measured: the performance score of Lighthouse 12 for a phone (its default: a slow 4G link and a processor a fourth as fast, worked
out from a visit without them), of the built site as a host serves it, with brotli twins. Each score is the median of the runs.
"""
