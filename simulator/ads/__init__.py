"""The Ads API of the simulator: profiles, campaigns and reports version 3."""
