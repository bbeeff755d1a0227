"""A stand-in for Twilio over real HTTP, with handsets: its own process, on this machine only."""
