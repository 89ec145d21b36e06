/** Resolves like `require`, and like `import` for the packages that offer nothing else. */
module.exports = (request, options) => {
  try {
    return options.defaultResolver(request, options)
  } catch (error) {
    const asImport = { ...options, conditions: ['node', 'import', 'default'] }
    if (request.startsWith('.')) throw error
    return options.defaultResolver(request, asImport)
  }
}
