using Microsoft.CodeAnalysis;

namespace CrmKit.Generators;

/// <summary>Makes the descriptors of CRMKIT rules.</summary>
internal static class Rule
{
    public static DiagnosticDescriptor Error(string id, string title, string message) => Of(id, title, message, DiagnosticSeverity.Error);

    public static DiagnosticDescriptor Warning(string id, string title, string message) => Of(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Of(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "CrmKit", severity, isEnabledByDefault: true, helpLinkUri: "https://github.com/crmkit/crmkit/blob/main/docs/reference/analyzers.md");
}
