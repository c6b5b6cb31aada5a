"""The core: field metadata, records, catalogue, inputs, report, HTML, and the door `run`."""
