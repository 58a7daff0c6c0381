"""What each BPMN element does with a token: one class per element, on the specs of SpiffWorkflow."""
