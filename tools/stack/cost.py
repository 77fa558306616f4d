"""Compute the monthly costs: the table of docs/deploying.md.

Run this file to print the table. Prices are the public ones of us-east-1, in
dollars. Free allowances count only if AWS grants them permanently.
"""

# Measured or assumed, for one submission.
THOUGHTLY_MS = 300  # a response from Thoughtly
THOUGHTLY_REQUESTS = 2  # create and call; a search only after an unknown outcome
INTAKE_MS = THOUGHTLY_REQUESTS * THOUGHTLY_MS + 45  # nine requests to AWS at 5 ms
SESSION_MS = 5
INTAKE_GB = 0.5
API_REQUESTS = 3  # the preflight, the session and the submission
LEDGER_WRITES = 16  # claim, proof, ten windows, pace (2), call, answer
EVIDENCE_WRITES = 3  # consent, create, call
RECORD_KB = 2.5  # of evidence, kept for EVIDENCE_MONTHS
EVIDENCE_MONTHS = 72
LOG_KB = 4  # functions and access log, as JSON
TRACED = 0.05  # of the requests after the first one in a second
VIEWS = 30  # page views for one submission
VIEW_REQUESTS = 3  # loader, stylesheet and definition; web/test/requests.e2e.ts counts them
VIEW_KB = 9
REST_REQUESTS = 5  # once a visitor touches the form: code, the definition's rest, module, a country's table, proof of work; counted there too
REST_KB = 36
QUEUED = 0.05  # leads that wait in the queue
QUEUE_REQUESTS = 5  # of each: sent, received and deferred, received and deleted
POLLS = 5 * 3 * 60 * 24 * 30  # of Lambda's five pollers, which wait 20 s each
MISSES = 0.01  # definitions that CloudFront does not have and asks the API for

# Prices.
HTTP_API = 1.00e-6
LAMBDA_REQUEST = 0.20e-6
LAMBDA_GB_SECOND = 0.0000133334  # arm64
DYNAMO_WRITE = 0.625e-6
DYNAMO_GB = 0.25 + 0.20  # storage, and recovery to a point in time
QUEUE_REQUEST = 0.40e-6  # SQS; 1 million are free
LOGS_GB = 0.50
TRACE = 5.00e-6
SECRET = 0.40
ALARM = 0.10
METRIC = 0.30
EDGE_REQUEST = 1.00e-6  # HTTPS, Europe and North America; 10 million are free
EDGE_GB = 0.085  # 1 TB is free
EDGE_FUNCTION = 0.10e-6  # a run of a CloudFront function; 2 million are free
FREE_DYNAMO_GB = 25
FREE_TRACES = 100_000
FREE_QUEUE_REQUESTS = 1e6
FREE_ALARMS, FREE_METRICS = 10, 10
FREE_EDGE_REQUESTS, FREE_EDGE_GB, FREE_EDGE_FUNCTIONS = 10e6, 1024, 2e6

ALARM_METRICS, METRICS, SECRETS = 27, 60, 2  # an alarm is charged for each metric that it reads


def month(n):
    """Return the costs of a month with n submissions by part, in dollars."""
    seconds = n * (INTAKE_MS + SESSION_MS + VIEWS * MISSES * SESSION_MS) / 1000
    seen = min(2 * n, 30 * 24 * 3600)  # traces of first requests in a second
    traces = seen + TRACED * (2 * n - seen)
    misses = n * VIEWS * MISSES
    edge_requests = n * (VIEWS * VIEW_REQUESTS + REST_REQUESTS + API_REQUESTS)
    edge_gb = n * (VIEWS * VIEW_KB + REST_KB) / 1024**2
    return {
        "standing": SECRETS * SECRET + max(ALARM_METRICS - FREE_ALARMS, 0) * ALARM + max(METRICS - FREE_METRICS, 0) * METRIC,
        "API": (n * API_REQUESTS + misses) * HTTP_API,
        "functions": (2 * n + misses) * LAMBDA_REQUEST + seconds * INTAKE_GB * LAMBDA_GB_SECOND,
        "ledger": n * LEDGER_WRITES * DYNAMO_WRITE,
        "evidence": n * EVIDENCE_WRITES * (1 + RECORD_KB // EVIDENCE_WRITES) * DYNAMO_WRITE,
        "queue": max(POLLS + n * QUEUED * QUEUE_REQUESTS - FREE_QUEUE_REQUESTS, 0) * QUEUE_REQUEST,
        "logs and traces": n * LOG_KB / 1024**2 * LOGS_GB + max(traces - FREE_TRACES, 0) * TRACE,
        "widget's files": max(edge_requests - FREE_EDGE_REQUESTS, 0) * EDGE_REQUEST
        + max(edge_gb - FREE_EDGE_GB, 0) * EDGE_GB,
        "functions at the edge": max(edge_requests - FREE_EDGE_FUNCTIONS, 0) * EDGE_FUNCTION,
        "stored evidence, after six years": max(n * EVIDENCE_MONTHS * RECORD_KB / 1024**2 - FREE_DYNAMO_GB, 0) * DYNAMO_GB,
    }


def table():
    sizes = {"1,000": 1e3, "100,000": 1e5, "10,000,000": 1e7}
    months = {label: month(n) for label, n in sizes.items()}
    rows = ["| | " + " | ".join(sizes) + " |", "|---|" + "---:|" * len(sizes)]
    for part in month(0):
        rows.append(f"| {part} | " + " | ".join(f"{m[part]:,.2f}" for m in months.values()) + " |")
    rows.append("| **dollars a month** | " + " | ".join(f"**{sum(m.values()):,.2f}**" for m in months.values()) + " |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
