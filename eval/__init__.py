"""Measures the answers: metrics, benchmarks, report."""
