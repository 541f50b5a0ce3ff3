"""`python -m assistant_eval` is `assistant eval`."""

try:
    from assistant_eval.cli import main
except KeyboardInterrupt:  # pressed while the libraries load
    raise SystemExit(130) from None

raise SystemExit(main())
