"""Verification codes: asked of the keyserver, brought to patients, counted; never a key, never whose upload."""
