using System.Reflection;

namespace CrmKit.Plugins.Isolation;

/// <summary>What plugin code threw, as text: the exception itself, with its stack, would keep the code in memory.</summary>
internal static class FaultText
{
    private const int Longest = 2_000;

    public static string Of(Exception exception)
    {
        try
        {
            while (exception is TargetInvocationException or TypeInitializationException or AggregateException && exception.InnerException is { } inner) exception = inner;
            var text = exception is ReflectionTypeLoadException load
                ? string.Join(" ", load.LoaderExceptions.Select(e => e?.Message).Distinct())
                : $"{exception.GetType().Name}: {exception.Message}";
            var frame = exception.StackTrace?.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault();
            if (frame is not null) text = $"{text} ({frame})";
            return text.Length > Longest ? text[..Longest] : text;
        }
        catch (Exception)
        {
            return exception.GetType().Name; // its own text fails
        }
    }
}
