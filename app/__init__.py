"""Where it all comes together: settings, services, the web application, and the commands."""
