"""From a delivery to an edition in force and out again: admitted, previewed, published, compared, withdrawn."""
