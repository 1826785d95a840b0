#!/usr/bin/env node
// Exists before the first build, so that installing in a fresh clone can link the command.
import '../dist/bin.js';
