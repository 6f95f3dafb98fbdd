"""The reporting side: metric catalogue, metric query to SQL, cached loaders, exports."""
