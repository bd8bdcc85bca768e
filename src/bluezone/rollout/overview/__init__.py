"""What those above see: dashboards, the morning's quick report, the public's aggregates; reads reports, writes none."""
