"""Which part of the stack gives way first as leads come in faster: the tables of docs/scale.md.

Run it to print them. Quotas are AWS's defaults of us-east-1 for an account in
use; a new account has ten concurrent executions. Rates are leads a second.
"""

import cost

# Of one lead, as in cost.py.
REQUESTS = cost.API_REQUESTS
SECONDS = (cost.INTAKE_MS + cost.SESSION_MS) / 1000  # of intake's time
THOUGHTLY = cost.THOUGHTLY_REQUESTS

# Quotas and the template's defaults.
API_ACCOUNT = 10_000  # API Gateway: requests a second of an account and region
API_ROUTE = 50  # ApiRate: requests a second of POST /contacts
CONCURRENCY = 1_000  # Lambda: concurrent executions of an account
NEW_ACCOUNT = 10
ITEM_WRITES = 1_000  # DynamoDB: writes a second of one item; a transaction's count twice
IN_FLIGHT = 120_000  # SQS: messages that are received or hidden
THOUGHTLY_RPM = 90  # ThoughtlyRpm
GIVEN_UP = 13 * 86400  # delivery dead-letters a lead before the queue would drop it, in seconds

# Each part, the leads a second that it takes, what happens beyond, and what to do.
PARTS = [
    ("Thoughtly's requests a minute", THOUGHTLY_RPM / 60 / THOUGHTLY, "leads wait in the queue (202)", "a higher limit at Thoughtly, then `ThoughtlyRpm`"),
    ("concurrency of a new account", NEW_ACCOUNT / SECONDS, "503, the widget tries again", "ask AWS for the usual 1,000"),
    ("`ApiRate` of POST /contacts", API_ROUTE, "429, the widget tries again", "`ApiRate` and `ApiBurst`"),
    ("one form's counter item", ITEM_WRITES / 2, "leads wait in the queue (202)", "shard the form's windows by the submission's id"),
    ("the pace's item", ITEM_WRITES, "leads wait in the queue (202)", "let intake skip the pace once the queue is long"),
    ("concurrency of an account", CONCURRENCY / SECONDS, "503, the widget tries again", "ask AWS for more"),
    ("requests of an account's APIs", API_ACCOUNT / REQUESTS, "429, the widget tries again", "ask AWS for more, or cache sessions' preflights longer"),
]
RATES = [1, 100, 10_000]


def simulate(rate, hours):
    """A burst of so many leads a second, minute by minute, until the queue is empty.

    The answer: the longest queue, the minute in which more than IN_FLIGHT leads
    are hidden (None for never), and how long the last lead waits, in hours.
    Beyond IN_FLIGHT, SQS hands out no more messages than are deleted; the others
    stay visible in the queue, and none is lost.
    """
    accepted = min(rate, min(limit for name, limit, beyond, _ in PARTS if "202" not in beyond and "new" not in name))
    taken = THOUGHTLY_RPM / THOUGHTLY  # leads a minute
    waiting, longest, full = 0.0, 0.0, None
    for minute in range(1, int(hours * 60) + 1):
        waiting = max(waiting + accepted * 60 - taken, 0)
        longest = max(longest, waiting)
        if full is None and waiting > IN_FLIGHT:
            full = minute
    return longest, full, longest / taken / 60


def parts_table():
    rows = ["| part | leads a second | beyond it | raise first |", "|---|---:|---|---|"]
    rows += [f"| {name} | {limit:,.2f} | {beyond} | {first} |" for name, limit, beyond, first in sorted(PARTS, key=lambda p: p[1])]
    return "\n".join(rows)


def rates_table():
    rows = ["| leads a second | parts that give way | after an hour: waiting | in-flight limit reached after | the last lead waits |", "|---:|---|---:|---:|---:|"]
    for rate in RATES:
        broken = [name for name, limit, *_ in sorted(PARTS, key=lambda p: p[1]) if limit < rate and "new" not in name]
        longest, full, wait = simulate(rate, 1)
        late = (f"{wait:,.0f} h" if wait > 2 else f"{wait * 60:,.0f} min") + (" (dead-lettered after 13 days)" if wait * 3600 > GIVEN_UP else "")
        rows.append(f"| {rate:,} | {', '.join(broken) or 'none'} | {longest:,.0f} | {f'{full} min' if full else 'never'} | {late} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(parts_table(), rates_table(), sep="\n\n")
