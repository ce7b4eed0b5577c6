namespace CrmKit.Layouts;

/// <summary>Entries of the menu that are neither record types, boards nor pages of plugins.</summary>
public static class MenuEntries
{
    /// <summary>Before the key of a pipeline: its board.</summary>
    public const string Board = "board:";

    /// <summary>The words: <c>team</c>, <c>inbox</c>, <c>dashboard</c>, <c>reports</c>, <c>cases</c> (the queue), <c>projects</c> (on a line of time), <c>visitors</c>, <c>segments</c>, <c>imports</c>.</summary>
    public static IReadOnlyList<string> All { get; } = ["team", "inbox", "dashboard", "reports", "cases", "projects", "visitors", "segments", "imports"];
}
