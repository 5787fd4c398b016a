"""The service: settings, web application, command line, exports and pages."""
