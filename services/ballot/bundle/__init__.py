"""Bundles: what anybody needs to count an announced ballot again, without this software."""
