"""What we claim about speed, measured side by side. Nothing here is part of the product."""
