"""A mailbox that takes all mail of the sandbox: an SMTP listener, and a viewer for what came."""

from sandbox.mailbox.box import Mailbox
from sandbox.mailbox.listener import Listener
from sandbox.mailbox.viewer import create_app

__all__ = ["Listener", "Mailbox", "create_app"]
