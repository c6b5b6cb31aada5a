"""What a static host is handed beside the pages: names that never change their content, headers, compressed twins, in this order."""

from generator.hosting.headers import write_headers
from generator.hosting.names import name_by_content
from generator.hosting.twins import write_twins

__all__ = ["name_by_content", "write_headers", "write_twins"]
