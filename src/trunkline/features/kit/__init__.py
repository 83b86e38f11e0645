"""What every feature uses: the signed-in context, permissions, errors, lists, validation, audit. No feature itself."""
