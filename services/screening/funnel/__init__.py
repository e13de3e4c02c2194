"""The public funnel (漏斗): where every suggestion and every project of a cycle went (E-28)."""
