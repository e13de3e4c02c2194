"""Another plan, or none any more: asked, on public notice, decided; both plans stay in view."""
