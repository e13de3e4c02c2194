"""What a deliberator does out there: a visit or contact, and the suggestions it brings (E-21)."""
