"""Counts and times of a server, in Prometheus's text form. Labels are route templates and fixed words, never what a person sent."""

from __future__ import annotations

import threading
from collections import Counter

BUCKETS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0)


class Metrics:
    """Thread-safe counters."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._answers: Counter[tuple[str, str]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._sum: dict[str, float] = {}

    def requested(self, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self._requests[route, status] += 1
            self._seconds[route] += 1
            self._sum[route] = self._sum.get(route, 0.0) + seconds
            for bound in BUCKETS:
                self._within[route, bound] += seconds <= bound

    def answered(self, route: str, composer: str) -> None:
        with self._lock:
            self._answers[route, composer] += 1

    def text(self, ready: bool) -> str:
        with self._lock:
            lines = [
                "# HELP askcondor_ready Whether questions can be answered at once.",
                "# TYPE askcondor_ready gauge",
                f"askcondor_ready {int(ready)}",
            ]
            lines += ["# HELP askcondor_requests_total Requests by route and status.", "# TYPE askcondor_requests_total counter"]
            lines += [f'askcondor_requests_total{{route="{route}",status="{status}"}} {n}' for (route, status), n in sorted(self._requests.items())]
            lines += ["# HELP askcondor_request_seconds Time to the end of a response.", "# TYPE askcondor_request_seconds histogram"]
            for route, count in sorted(self._seconds.items()):
                lines += [f'askcondor_request_seconds_bucket{{route="{route}",le="{bound}"}} {self._within[route, bound]}' for bound in BUCKETS]
                lines += [f'askcondor_request_seconds_bucket{{route="{route}",le="+Inf"}} {count}']
                lines += [f'askcondor_request_seconds_sum{{route="{route}"}} {self._sum[route]:.6f}']
                lines += [f'askcondor_request_seconds_count{{route="{route}"}} {count}']
            lines += ["# HELP askcondor_answers_total Answers by route and composer.", "# TYPE askcondor_answers_total counter"]
            lines += [f'askcondor_answers_total{{route="{route}",composer="{name}"}} {n}' for (route, name), n in sorted(self._answers.items())]
        return "\n".join(lines) + "\n"
