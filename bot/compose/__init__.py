"""From evidence to text: a composer drafts, the check reads the draft, and what fails the check is never shown."""
