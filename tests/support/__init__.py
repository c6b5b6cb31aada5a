"""What tests share: a server of the built site, a witness of what a page did, the catalogue."""
