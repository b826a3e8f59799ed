"""The rooms a figure passes before anyone sees it: intake, screening, contracts, store."""
