using System.Reflection;

namespace CrmKit;

/// <summary>The program that tests start in order to end it. In its own folder its libraries are compiled ahead of time, which halves the start of a process; in the tests' folder they are not.</summary>
internal static class FaultHostProgram
{
    /// <summary>The folder that it was built into.</summary>
    public static string Folder { get; } = typeof(FaultHostProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == nameof(FaultHostProgram)).Value!;

    /// <summary>What <c>dotnet</c> runs.</summary>
    public static string Library { get; } = Path.Combine(Folder, "CrmKit.FaultHost.dll");
}
