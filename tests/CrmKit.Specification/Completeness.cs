using System.Reflection;

namespace CrmKit.Specification;

/// <summary>Whether the tests of one database leave nothing of the specification out.</summary>
internal static class Completeness
{
    /// <param name="tests">The tests of a database.</param>
    /// <param name="database">What these tests open: with another one they would prove nothing of their own.</param>
    public static void Holds(Assembly tests, Type database)
    {
        var specifications = typeof(StoreSpecification).Assembly.GetTypes().Where(t => TestsOf(t).Any()).ToList();
        Assert.True(specifications.Count >= 8, $"Only {specifications.Count} specifications.");
        Assert.All(specifications, s => Assert.True(s is { IsPublic: true, IsAbstract: true }, $"{s.Name} has tests and is not a public abstract class: they run on no database."));

        var run = tests.GetTypes().Where(t => t is { IsPublic: true, IsAbstract: false, IsGenericType: false }).ToList(); // what xUnit finds
        Assert.Empty(specifications.Where(s => !run.Exists(s.IsAssignableFrom)).Select(s => s.Name));
        foreach (var own in run.Where(t => specifications.Exists(s => s.IsAssignableFrom(t))))
            Assert.Empty(own.GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is { } test && (test.Skip ?? test.SkipWhen ?? test.SkipUnless) is not null).Select(m => $"{own.Name}.{m.Name}"));
        Assert.Equal([database], tests.GetTypes().Where(typeof(ITestDatabase).IsAssignableFrom));
    }

    private static IEnumerable<MethodInfo> TestsOf(Type type) =>
        type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(m => m.GetCustomAttribute<FactAttribute>() is not null);
}
