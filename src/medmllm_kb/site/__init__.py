"""The knowledge as pages: page plan, templates, assets, and the engines that put them in a shell."""
